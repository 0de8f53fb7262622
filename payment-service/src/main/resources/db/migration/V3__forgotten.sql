-- Since when it is to be deleted.
alter table payment add column forgotten_at timestamptz;

create index payment_abandoned on payment (opened_at) where captured_at is null and confirmed_at is null;
