-- Some countries name a province or a county in an address; and a shopper may know a postcode better than we do.
alter table delivery
    add column region text not null default '',
    add column postcode_accepted boolean not null default false;
