-- The manifests of all services, as they were read last.
create table known_services (
    one boolean primary key check (one),
    manifests text not null
);

-- Checkouts of which an event is awaited, or may be: when to look at each again, and since when one is stuck.
create table watched_checkout (
    correlation_id uuid primary key,
    look_at timestamptz not null,
    stuck_since timestamptz
);

create index watched_checkout_due on watched_checkout (look_at);
create index watched_checkout_stuck on watched_checkout (stuck_since) where stuck_since is not null;
