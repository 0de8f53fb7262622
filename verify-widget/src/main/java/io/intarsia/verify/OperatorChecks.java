package io.intarsia.verify;

/** A widget behind a login: its skeleton is the way in, and what is behind stays behind. */
final class OperatorChecks {
    private final Service service;
    private final Report report;

    OperatorChecks(Service service, Report report) {
        this.service = service;
        this.report = report;
    }

    void check(Widget widget) {
        String behind = Form.withId(widget.skeleton().attr("hx-get"))
                .replace(Entry.ID, "")
                .replace(Entry.QUERY, "");
        Answer answer = service.get(behind);
        report.expect(
                answer.status() == 401,
                Chapter.OPERATOR,
                "%s without a login: the status is %d, expected 401.",
                answer.asked().replaceFirst("\\?.*", ""),
                answer.status());
        answer = service.get(behind, "Cookie", "intarsia-operator=made-up");
        report.expect(
                answer.status() == 401,
                Chapter.OPERATOR,
                "%s with a made-up cookie: the status is %d, expected 401.",
                answer.asked().replaceFirst("\\?.*", ""),
                answer.status());
        report.expect(
                !widget.skeleton().hasAttr("inert"),
                Chapter.OPERATOR,
                "The skeleton of %s is inert, expected a form that an operator can sign in with before the content is there.",
                widget.name());
        report.expect(
                widget.entry().steps().isEmpty(),
                Chapter.OPERATOR,
                "The widget %s is an operator's and takes part in %s, expected no step of a shopper.",
                widget.name(),
                widget.entry().steps());
        report.notChecked("what %s shows behind the login", widget.name());
    }
}
