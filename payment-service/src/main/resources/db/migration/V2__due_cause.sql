-- The event that made the work at the provider due.
alter table payment add column due_cause uuid;
