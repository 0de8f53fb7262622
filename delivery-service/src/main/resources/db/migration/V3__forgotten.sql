-- To the day, when something was last asked or told of it; and since when it is to be forgotten.
alter table delivery
    add column touched_at timestamptz not null default now(),
    add column forgotten_at timestamptz;

create index delivery_abandoned on delivery (touched_at)
    where forgotten_at is not null or (not place_taken and scheduled_at is null);
