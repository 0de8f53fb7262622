-- Which trace an event belongs to, if its publisher records traces.
alter table logged_event add column trace_id text;

-- As in V3, with the new column.
create or replace function make_month(month date) returns boolean language plpgsql as $$
declare
    columns constant text := 'id, type, source, correlation_id, causation_id, time, received_at, trace_id';
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
