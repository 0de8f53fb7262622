create table logged_event (
    id uuid primary key,
    type text not null,
    source text not null,
    correlation_id uuid not null,
    causation_id uuid,
    time timestamptz not null,
    received_at timestamptz not null
);

create index logged_event_by_correlation on logged_event (correlation_id);
create index logged_event_newest on logged_event (time desc, id desc);
