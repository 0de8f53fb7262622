-- A request for history names the type that it asks for; that is no failure, whatever the type tells of.
create or replace function tells_of_a_problem(type text) returns boolean immutable parallel safe language sql
    return type !~ '^history[.]requested[.]' and type ~ '(^|[.-])(refused|declined|failed|cancelled)([.-]|$)';

update logged_event set type = type where problem and type ~ '^history[.]requested[.]';
