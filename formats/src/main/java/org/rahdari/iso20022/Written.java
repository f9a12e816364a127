package org.rahdari.iso20022;

import java.util.List;

/**
 * What both writers share: how an agent is written, and that nothing leaves us which we would
 * refuse ourselves.
 */
final class Written {
  private Written() {}

  private static final int CLEARING_SYSTEM_CODE_LENGTH_MAX = 5;

  static byte[] checked(byte[] xml) {
    return switch (Iso20022.read(xml)) {
      case Message _ -> xml;
      case Rejected why ->
          throw new IllegalArgumentException(
              why.path() + ": " + why.rule() + ": " + why.sentence());
      case Unreadable why -> throw new IllegalStateException(why.rule() + ": " + why.sentence());
    };
  }

  /** The schema fixes the order: BIC, clearing system member, LEI, other; one of each. */
  static void agent(Xml xml, String name, List<AgentId> ids) {
    if (ids.isEmpty()) return;
    xml.element(name, () -> xml.element("FinInstnId", () -> institution(xml, ids)));
  }

  private static void institution(Xml xml, List<AgentId> ids) {
    for (AgentId id : ids) if (id.scheme().equals(AgentId.BICFI)) xml.text("BICFI", id.value());
    for (AgentId id : ids) if (isMember(id)) xml.element("ClrSysMmbId", () -> member(xml, id));
    for (AgentId id : ids) if (id.scheme().equals(AgentId.LEI)) xml.text("LEI", id.value());
    for (AgentId id : ids) {
      if (id.scheme().equals(AgentId.OTHR)) xml.element("Othr", () -> xml.text("Id", id.value()));
    }
  }

  private static boolean isMember(AgentId id) {
    return id.scheme().equals(AgentId.MMBID) || !AgentId.isReserved(id.scheme());
  }

  private static void member(Xml xml, AgentId id) {
    if (!id.scheme().equals(AgentId.MMBID)) {
      boolean code = id.scheme().length() <= CLEARING_SYSTEM_CODE_LENGTH_MAX;
      xml.element("ClrSysId", () -> xml.text(code ? "Cd" : "Prtry", id.scheme()));
    }
    xml.text("MmbId", id.value());
  }
}
