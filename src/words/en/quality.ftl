# What weakens a captured sign-in as evidence. The attribute "hint" is what to do about it.

no_ids = There is no usable Request ID or Correlation ID: support cannot find this sign-in.
    .hint = On the error page open "More details", press "Copy info to clipboard", and paste all of it.

time_without_zone = The time states no zone, so it may be off by hours, and the date may be read in two ways.
    .hint = Copy the line that begins with Timestamp: it is in UTC and ends in Z.

no_time = There is no time with it.
    .hint = Copy the line that begins with Timestamp: it is in UTC and ends in Z.

other_tenant = It was made in tenant { $theirs }, and the locked tenant is { $mine }. Support then answers that it is no tenant lockout.
    .hint = Sign in at https://entra.microsoft.com/{ $mine } in a private window, as an administrator of that tenant.

expired = It is older than { $days ->
        [one] { $days } day
       *[other] { $days } days
    }: Microsoft may have deleted it from the log.
    .hint = Make one more failed sign-in, once only, and copy its details.

expires_soon = It may be deleted in less than { $hours ->
        [one] { $hours } hour
       *[other] { $hours } hours
    }.
    .hint = Send the ids to support before that, or make a fresh one.

in_the_future = Its timestamp is later than this computer's clock.
    .hint = Check the date, the time and the time zone of this computer.

not_a_global_administrator = It was made by { $user }, who is not among the Global Administrators you named.
    .hint = Make the failed sign-in as a Global Administrator of the locked tenant.

whose_sign_in = It does not say whose sign-in it was.
    .hint = Write beside it which Global Administrator made it.

administrators_not_known = Nobody has said yet whether { $user } is a Global Administrator.
    .hint = If it is, write it beside the sign-in. The case learns it with: reentry account add { $user } --role "Global Administrator"

no_lockout_code = This error by itself is no lockout.
    .hint = Sign in by hand at https://entra.microsoft.com in a private window and capture the error that comes there.

not_flagged = It is not known to be flagged for review. Flagged sign-ins give support more to look at.
    .hint = On the error page choose "Enable flagging", then repeat the sign-in within 20 minutes and capture that one.
