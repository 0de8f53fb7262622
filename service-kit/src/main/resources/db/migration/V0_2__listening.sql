-- What this service's queue is bound to. asked_at is empty while the history of a pattern is still to be asked for.
create table listening (
    pattern text primary key,
    since timestamptz not null,
    asked_at timestamptz
);
