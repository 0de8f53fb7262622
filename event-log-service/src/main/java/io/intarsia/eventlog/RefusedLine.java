package io.intarsia.eventlog;

import io.quarkus.qute.TemplateData;

/**
 * A message that the log has not taken, in the operator's words.
 *
 * @param service who published it, as far as it says
 * @param type of the event that it wanted to be
 * @param reason what was too much or too little in it, never its content
 */
@TemplateData
public record RefusedLine(
        String time, String service, String type, String checkout, String orderNumber, String reason) {}
