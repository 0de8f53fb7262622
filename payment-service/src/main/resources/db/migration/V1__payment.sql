create table payment (
    correlation_id uuid primary key,
    version bigint not null default 1,
    opened_at timestamptz not null,
    attempts integer not null default 0,
    amount bigint check (amount >= 0),
    currency text,
    authorisation_id text,
    authorised_at timestamptz,
    secured_at timestamptz,
    confirmed_at timestamptz,
    cancelled_at timestamptz,
    captured_at timestamptz,
    capture_failed_at timestamptz,
    voided_at timestamptz,
    declines integer not null default 0,
    declines_told integer not null default 0,
    reserved text[] not null default '{}',
    refused text[] not null default '{}',
    told text[] not null default '{}',
    due text not null default 'NOTHING' check (due in ('NOTHING', 'CAPTURE', 'VOID')),
    due_at timestamptz,
    tried integer not null default 0,
    constraint taken_or_released check (captured_at is null or voided_at is null)
);

create index payment_due on payment (due_at) where due <> 'NOTHING';
create index payment_unconfirmed on payment (authorised_at)
    where authorised_at is not null and confirmed_at is null and cancelled_at is null;

create table accepted_quote (
    correlation_id uuid not null references payment on delete cascade,
    issuer text not null,
    amount bigint not null check (amount >= 0),
    currency text not null,
    expires_at timestamptz not null,
    primary key (correlation_id, issuer)
);

create table attempt (
    id uuid primary key,
    correlation_id uuid not null references payment on delete cascade,
    token text not null,
    brand text not null,
    last4 text not null check (last4 ~ '^[0-9]{4}$'),
    amount bigint not null check (amount >= 0),
    currency text not null,
    state text not null check (state in ('STARTED', 'UNKNOWN', 'AUTHORISED', 'DECLINED')),
    authorisation_id text,
    decline_code text,
    asked integer not null,
    started_at timestamptz not null,
    next_ask_at timestamptz not null,
    ended_at timestamptz
);

create unique index attempt_one_at_a_time on attempt (correlation_id) where state in ('STARTED', 'UNKNOWN', 'AUTHORISED');
create index attempt_unresolved on attempt (next_ask_at) where state in ('STARTED', 'UNKNOWN');
create index attempt_by_correlation on attempt (correlation_id, started_at);
