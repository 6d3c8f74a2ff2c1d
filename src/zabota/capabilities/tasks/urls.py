from django.urls import path

from zabota.capabilities.tasks.web import calendars, pages, reminders

app_name = "tasks"
urlpatterns = [
    path("tasks", pages.tasks, name="tasks"),
    path("tasks/understood", pages.understood, name="understood"),
    path("tasks/add", pages.add, name="add"),
    path("tasks/done", pages.done, name="done"),
    path("tasks/many", pages.many, name="many"),
    path("tasks/<int:task_id>", pages.edit, name="edit"),
    path("customers/<int:customer_id>/rhythm", reminders.rhythm, name="rhythm"),
    path("calendar/<str:secret>.ics", calendars.feed, name="feed"),
    path("settings/calendar", calendars.settings_page, name="calendar"),
    path("settings/calendar/close", calendars.close, name="close_calendar"),
    path("settings/reminders", reminders.reminders, name="reminders"),
    path("settings/reminders/<int:reminder_id>/forget", reminders.forget, name="forget_reminder"),
]
