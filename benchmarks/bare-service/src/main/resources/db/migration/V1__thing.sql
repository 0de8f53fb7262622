create table thing (id uuid primary key);
