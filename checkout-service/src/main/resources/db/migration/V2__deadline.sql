-- What others act for has a deadline here, too, though it was never sealed.
alter table orders drop constraint orders_check2;
alter table orders add constraint orders_sealed_has_a_deadline check (sealed_at is null or expires_at is not null);
