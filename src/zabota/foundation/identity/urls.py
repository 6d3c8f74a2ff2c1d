from django.urls import path

from zabota.foundation.identity.web import company, join, keys, profile, setup, staff

app_name = "identity"
urlpatterns = [
    path("setup", setup.set_up, name="set_up"),
    path("welcome", setup.welcome, name="welcome"),
    path("join/<str:token>", join.join, name="join"),
    path("settings/profile", profile.security, name="security"),
    path("settings/profile/sessions/end-others", profile.end_other_sessions, name="end_other_sessions"),
    path("settings/profile/sessions/<int:session_id>/end", profile.end_session, name="end_session"),
    path("settings/company", company.company, name="company"),
    path("settings/branches", company.branches, name="branches"),
    path("settings/branches/<int:branch_id>", company.branch, name="branch"),
    path("settings/branches/<int:branch_id>/remove", company.remove_branch, name="branch_remove"),
    path("settings/permissions", company.permissions, name="permissions"),
    path("settings/staff", staff.staff_list, name="staff"),
    path("settings/staff/add", staff.add, name="staff_add"),
    path("settings/staff/<int:staff_id>", staff.edit, name="staff_edit"),
    path("settings/staff/<int:staff_id>/link", staff.new_link, name="staff_link"),
    path("settings/staff/<int:staff_id>/deactivate", staff.deactivate, name="staff_deactivate"),
    path("settings/staff/<int:staff_id>/activate", staff.activate, name="staff_activate"),
    path("settings/staff/<int:staff_id>/second-factor/remove", staff.remove_second_factor, name="staff_remove_factor"),
    path("settings/keys", keys.key_list, name="keys"),
    path("settings/keys/add", keys.add, name="key_add"),
    path("settings/keys/<int:key_id>/revoke", keys.revoke, name="key_revoke"),
]
