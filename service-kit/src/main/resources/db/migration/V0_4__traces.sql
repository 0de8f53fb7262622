-- Which trace an event belongs to (W3C traceparent), where traces are recorded.
alter table outbox add column traceparent text;
alter table inbox add column traceparent text;
