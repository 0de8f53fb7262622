package io.intarsia.verify;

import org.jsoup.nodes.Element;

/** A widget whose skeleton could be had. */
record Widget(Entry entry, Kind kind, Element skeleton) {
    enum Kind {
        /** It loads what the service holds for the shopper. */
        OWN_CONTENT,
        /** It is the same for everybody. */
        SAME_FOR_ALL,
        /** It is behind a login. */
        OPERATORS
    }

    String name() {
        return entry.name();
    }
}
