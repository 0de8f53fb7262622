-- The tax in the price, in percent; empty in what was sealed before.
alter table delivery add column tax_rate numeric(5, 2);
