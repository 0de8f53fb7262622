-- When an order came to its end: nothing more will happen to it. From then on counts when it is forgotten.
alter table orders add column ended_at timestamptz;

update orders set ended_at = coalesce(captured_at, capture_failed_at) where confirmed_at is not null;
update orders set ended_at = coalesce(voided_at, cancelled_at)
    where cancelled_at is not null and (authorised_at is null or voided_at is not null);

create index orders_carried_out on orders (ended_at) where confirmed_at is not null;
create index orders_cancelled on orders (ended_at) where cancelled_at is not null;
