package org.rahdari.iso20022;

/** What the XML layer makes of some bytes. */
sealed interface Parsed permits Parsed.Tree, Unreadable {

  record Tree(Element root) implements Parsed {}
}
