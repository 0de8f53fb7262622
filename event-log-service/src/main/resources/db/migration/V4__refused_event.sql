-- Messages that were not taken. The ID is made of the rest, so that one which is delivered again is here once.
create table refused_event (
    id uuid primary key,
    received_at timestamptz not null,
    source text not null,
    sent_by text,
    type text,
    correlation_id uuid,
    reason text not null
);

create index refused_event_newest on refused_event (received_at desc);
create index refused_event_by_correlation on refused_event (correlation_id);
