create table outbox (
    id uuid primary key,
    position bigint generated always as identity,
    type text not null,
    correlation_id uuid not null,
    causation_id uuid,
    time timestamptz not null,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default now(),
    problem text
);

create index outbox_by_position on outbox (position);

create table inbox (
    event_id uuid primary key,
    type text not null,
    source text not null,
    correlation_id uuid not null,
    causation_id uuid,
    time timestamptz not null,
    received_at timestamptz not null default now(),
    state text not null check (state in ('received', 'waiting', 'done', 'parked')),
    attempts integer not null default 1,
    next_attempt_at timestamptz not null,
    ended_at timestamptz,
    problem text
);

create index inbox_due on inbox (next_attempt_at) where state in ('received', 'waiting');
create index inbox_by_correlation on inbox (correlation_id);
create index inbox_ended on inbox (ended_at) where state = 'done';
