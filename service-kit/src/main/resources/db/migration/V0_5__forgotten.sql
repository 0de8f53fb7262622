-- The checkouts of which all was deleted here, so that nothing begins under them again.
create table forgotten (
    correlation_id uuid primary key,
    at timestamptz not null
);

create index forgotten_by_time on forgotten (at);

-- An operator may have a checkout forgotten; that is remembered for as long as it is.
alter table operator_action
    add column checkout uuid,
    drop constraint operator_action_action_check,
    add constraint operator_action_action_check check (action in ('inbox', 'outbox', 'history', 'forget'));

create index operator_action_by_checkout on operator_action (checkout) where checkout is not null;
