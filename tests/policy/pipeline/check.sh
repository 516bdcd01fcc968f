#!/bin/sh
# The step of a pipeline: stop a change of policies that takes the last way in from an administrator or from the emergency
# account. `exports` is last night's export of the tenant, plan.json is `terraform show -json` of the plan.
exec reentry policy preview exports plan.json --emergency emergency@contoso.onmicrosoft.com --format github
