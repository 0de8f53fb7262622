-- Who has asked for the history of what, and how far it has been sent. Asking again begins again.
create table history_request (
    service text not null,
    pattern text not null,
    types text not null,
    until timestamptz not null,
    begun boolean not null default false,
    sent_time timestamptz not null default '0001-01-01 00:00:00Z',
    sent_id uuid not null default '00000000-0000-0000-0000-000000000000',
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default now(),
    ended_at timestamptz,
    problem text,
    primary key (service, pattern)
);

-- Events that belong to a history which was asked for before they came here.
create table late_event (
    service text not null,
    event_id uuid not null references logged_event on delete cascade,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default now(),
    primary key (service, event_id)
);
