-- As in V6, but a reader misses no row that is being moved. Whoever had looked which partitions there are, and then waited for the default one, did not see the new one, and found the
-- rows in neither: a history that was sent at that moment had a gap. So while rows are moved nobody reads; where there are none, as there are none when a month is made before it is
-- needed, others read and write as before.
create or replace function make_month(month date) returns boolean language plpgsql as $$
declare
    columns constant text := 'id, type, source, correlation_id, causation_id, time, received_at, trace_id';
    partition constant text := 'logged_event_' || to_char(month, 'YYYY_MM');
    begins constant timestamptz := month::timestamp at time zone 'UTC';
    ends constant timestamptz := (month + interval '1 month') at time zone 'UTC';
    moves boolean;
    moved bigint;
begin
    lock table only logged_event in share update exclusive mode;
    if to_regclass(partition) is not null then
        return false;
    end if;
    select exists (select from logged_event_odd where time >= begins and time < ends) into moves;
    if moves then
        lock table only logged_event in access exclusive mode;
    end if;
    lock table logged_event_odd in access exclusive mode;
    execute format('create table %I (like logged_event including generated)', partition);
    execute format('with moved as (delete from logged_event_odd where time >= $1 and time < $2 returning %s)
                    insert into %I (%1$s) select %1$s from moved', columns, partition) using begins, ends;
    get diagnostics moved = row_count;
    if moved > 0 and not moves then
        raise exception 'Events of % came while the partition % was being made; it is made the next time', month, partition;
    end if;
    execute format('alter table logged_event attach partition %I for values from (%L) to (%L)', partition, begins, ends);
    return true;
end $$;
