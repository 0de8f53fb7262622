create table lamp (correlation_id uuid primary key, lit integer not null default 0);
