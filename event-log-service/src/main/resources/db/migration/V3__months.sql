-- The log by months, so that forgetting is the end of a whole partition, and no index grows for ever.
alter table logged_event rename to logged_event_unparted;
alter index logged_event_pkey rename to logged_event_unparted_pkey;
drop index logged_event_by_correlation;
drop index logged_event_newest;

-- docs/events.md has the rule.
create function tells_of_a_problem(type text) returns boolean immutable parallel safe language sql
    return type ~ '(^|[.-])(refused|declined|failed|cancelled)([.-]|$)';

-- The same event always has the same time, so the time in the key lets no event in twice.
create table logged_event (
    id uuid not null,
    type text not null,
    source text not null,
    correlation_id uuid not null,
    causation_id uuid,
    time timestamptz not null,
    received_at timestamptz not null,
    problem boolean not null generated always as (tells_of_a_problem(type)) stored,
    primary key (id, time)
) partition by range (time);

create index logged_event_by_correlation on logged_event (correlation_id);
create index logged_event_newest on logged_event (time desc, id desc);
create index logged_event_by_kind on logged_event (type, source, time desc, id desc);

-- What is told by whom: a few dozen rows, found by as many steps through the index above, however many events there are. Whoever looks for types, services or problems asks this first,
-- and then the newest events of each kind; no guess about how rare a combination is can be wrong.
create view event_kind as
with recursive kind as (
    (select type, source from logged_event order by type, source limit 1)
    union all
    select next.type, next.source from kind cross join lateral (
        select e.type, e.source from logged_event e where (e.type, e.source) > (kind.type, kind.source)
        order by e.type, e.source limit 1) next
)
select type, source, tells_of_a_problem(type) as problem from kind;

-- What happened at a time that has no month here: a clock was wrong, or the service was away for months.
create table logged_event_odd partition of logged_event default;

-- Makes the partition of a month, and moves there what the default partition has of it. Returns whether it was missing.
--
-- The first lock lets others read and write, and keeps a second caller waiting. The second keeps everyone from the default partition, and so from the list, while its rows of that
-- month are moved: none, unless a clock was wrong. `create table ... partition of` would lock the whole log instead.
create function make_month(month date) returns boolean language plpgsql as $$
declare
    columns constant text := 'id, type, source, correlation_id, causation_id, time, received_at';
    partition constant text := 'logged_event_' || to_char(month, 'YYYY_MM');
    begins constant timestamptz := month::timestamp at time zone 'UTC';
    ends constant timestamptz := (month + interval '1 month') at time zone 'UTC';
begin
    lock table only logged_event in share update exclusive mode;
    if to_regclass(partition) is not null then
        return false;
    end if;
    lock table logged_event_odd in access exclusive mode;
    execute format('create table %I (like logged_event including generated)', partition);
    execute format('with moved as (delete from logged_event_odd where time >= $1 and time < $2 returning %s)
                    insert into %I (%1$s) select %1$s from moved', columns, partition) using begins, ends;
    execute format('alter table logged_event attach partition %I for values from (%L) to (%L)', partition, begins, ends);
    return true;
end $$;

select make_month(cast(month as date))
from (
    select date_trunc('month', time at time zone 'UTC') from logged_event_unparted
    where time > now() - interval '2 years' and time < now() + interval '2 months'
    union
    select date_trunc('month', now() at time zone 'UTC') + ahead * interval '1 month' from generate_series(0, 2) ahead
) months (month);

insert into logged_event (id, type, source, correlation_id, causation_id, time, received_at)
select id, type, source, correlation_id, causation_id, time, received_at from logged_event_unparted;

-- A foreign key would forbid to drop a month. Who drops one forgets what was owed of it.
alter table late_event drop constraint late_event_event_id_fkey;
alter table late_event add column time timestamptz;
update late_event set time = e.time from logged_event_unparted e where e.id = event_id;
alter table late_event alter column time set not null;

drop table logged_event_unparted;
