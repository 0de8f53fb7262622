-- How often an event came again and changed nothing.
alter table inbox add column repeats integer not null default 0;

create index inbox_parked on inbox (ended_at) where state = 'parked';

-- What an operator has done, and why. The outcome is looked up where the events are.
create table operator_action (
    id uuid primary key,
    at timestamptz not null default now(),
    operator text not null,
    action text not null check (action in ('inbox', 'outbox', 'history')),
    why text not null,
    events uuid[] not null default '{}'
);

create index operator_action_by_time on operator_action (at);
