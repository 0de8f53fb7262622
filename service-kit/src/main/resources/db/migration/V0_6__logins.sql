-- The operators' logins that have ended before their time, so that a copy of their cookie opens nothing.
create table operator_login_ended (
    id uuid primary key,
    until timestamptz not null
);
