package org.rahdari.licensing;

import org.rahdari.program.Program;
import org.rahdari.program.Registry;

/**
 * The authority's work, from an application to the register. What two officers decide is in force
 * in the commit that records it: every movement of a provider's money passes the {@link Gate}.
 */
public final class Licensing {

  /** The number of this program. */
  public static final int NUMBER = 17;

  /** The program, for a kernel. */
  public static final Program PROGRAM = new Program(NUMBER, "licensing", 1, Licensing::new);

  Licensing(Registry registry) {
    Officers officers = new Officers(registry);
    Schedules schedules = new Schedules(registry, officers);
    Register register = new Register(registry);
    Papers papers = new Papers(registry);
    Breaches breaches = new Breaches(registry);
    Dues dues = new Dues(registry, schedules, papers, breaches);
    Permissions permissions = new Permissions(registry, officers, papers, register);
    Applications applications = new Applications(registry, officers, schedules, papers, dues);
    new Decisions(registry, officers, schedules, papers, dues, applications, permissions);
    Assets assets = new Assets(registry, officers, papers, register);
    Gate gate = new Gate(registry, papers, assets);
    new ClientMoney(registry, officers, papers, assets, gate, breaches);
    new Supervision(registry, officers, schedules, papers, dues, breaches);
  }
}
