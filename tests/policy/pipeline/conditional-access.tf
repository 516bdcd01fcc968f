resource "azuread_conditional_access_policy" "phishing_resistant" {
  display_name = "CA020: Phishing-resistant MFA for administrators"
  state        = "enabled"

  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_roles = ["62e90394-69f5-4237-9190-012177145e10"]
      # Without this line the emergency account, which has a code generator and no passkey, loses its last way in.
      excluded_groups = ["c0000000-0000-4000-8000-000000000001"]
    }
  }

  grant_controls {
    operator                          = "OR"
    authentication_strength_policy_id = "/policies/authenticationStrengthPolicies/00000000-0000-0000-0000-000000000004"
  }
}
