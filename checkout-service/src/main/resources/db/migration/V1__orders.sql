create table orders (
    correlation_id uuid primary key,
    email text not null default '',
    version bigint not null default 0,
    revision bigint not null default 0,
    changed_at timestamptz not null,
    currency text,
    tax_rate numeric(5, 2),
    sealed_at timestamptz,
    expires_at timestamptz,
    placed_at timestamptz,
    authorised_at timestamptz,
    declined_at timestamptz,
    secured_at timestamptz,
    reserved_at timestamptz,
    reservation_refused_at timestamptz,
    refused_by text,
    released_at timestamptz,
    expired_at timestamptz,
    confirmed_at timestamptz,
    cancelled_at timestamptz,
    cancelled_because text check (cancelled_because in ('REFUSED', 'EXPIRED', 'RELEASED')),
    captured_at timestamptz,
    capture_failed_at timestamptz,
    voided_at timestamptz,
    check (confirmed_at is null or cancelled_at is null),
    check ((cancelled_at is null) = (cancelled_because is null)),
    check ((sealed_at is null) = (expires_at is null))
);

create index orders_due on orders (expires_at) where confirmed_at is null and cancelled_at is null;
create index orders_never_sealed on orders (changed_at) where sealed_at is null;

create table order_line (
    correlation_id uuid not null references orders on delete cascade,
    position integer not null,
    sku text not null,
    quantity integer not null check (quantity between 1 and 99),
    name text,
    unit_price bigint,
    primary key (correlation_id, position)
);

create table order_reservation (
    correlation_id uuid not null references orders on delete cascade,
    issuer text not null,
    primary key (correlation_id, issuer)
);
