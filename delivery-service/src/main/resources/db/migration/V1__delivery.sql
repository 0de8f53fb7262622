create table slot (
    id text primary key,
    option text not null,
    day date not null,
    starts time not null,
    ends time not null,
    closes_at timestamptz not null,
    capacity integer not null check (capacity >= 0),
    taken integer not null default 0,
    constraint slot_never_overbooked check (taken between 0 and capacity)
);

create index slot_offered on slot (option, closes_at);

create table delivery (
    correlation_id uuid primary key,
    revision bigint not null default 0,
    name text not null default '',
    line1 text not null default '',
    line2 text not null default '',
    city text not null default '',
    postcode text not null default '',
    country text not null,
    option text,
    slot_id text references slot (id),
    choice_version bigint not null default 0,
    amount bigint check (amount >= 0),
    currency text,
    place_taken boolean not null default false,
    sealed_at timestamptz,
    hold_until timestamptz,
    paid_at timestamptz,
    reserved_at timestamptz,
    refused_at timestamptz,
    confirmed_at timestamptz,
    captured_at timestamptz,
    cancelled_at timestamptz,
    released_at timestamptz,
    scheduled_at timestamptz,
    dispatched_at timestamptz,
    constraint delivery_place_is_of_a_slot check (not place_taken or slot_id is not null)
);

create index delivery_hold_ends on delivery (hold_until) where place_taken and paid_at is null;
create index delivery_to_dispatch on delivery (captured_at) where scheduled_at is not null and dispatched_at is null;
