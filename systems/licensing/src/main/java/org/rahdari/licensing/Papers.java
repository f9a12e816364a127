package org.rahdari.licensing;

import static org.rahdari.licensing.LicensingRefusal.*;

import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.program.Context;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/** The permissions that there are and were, and which one holds for a firm. */
final class Papers {
  private static final int PERMISSIONS_MAX = 100_000;
  private static final int FIRMS_MAX = 10_000;

  private final Table<Id, Permission> permissions;
  private final Table<Integer, Firm> firms;

  Papers(Registry registry) {
    permissions =
        registry.table("permission", Id.class, Permission.class, Permission::id, PERMISSIONS_MAX);
    firms = registry.table("firm", Integer.class, Firm.class, Firm::party, FIRMS_MAX);
  }

  @Nullable Permission get(Id id) {
    return permissions.get(id);
  }

  void put(Permission permission) {
    permissions.put(permission);
  }

  @Nullable Firm firm(int party) {
    return firms.get(party);
  }

  void put(Firm firm) {
    firms.put(firm);
  }

  /** Keeps the firm as one that applies to an authority. */
  void applying(int party, int authority) {
    Firm firm = firms.get(party);
    firms.put(
        firm == null ? new Firm(party, authority, Id.NONE, Id.NONE, 0) : firm.applying(authority));
  }

  /** The firm of a permission. */
  Firm holder(Permission permission) {
    Firm firm = firms.get(permission.holder());
    if (firm == null) throw new IllegalStateException("a firm is gone");
    return firm;
  }

  /** Why an authority has no business with a firm, or null: it applied here, or has a paper. */
  @Nullable LicensingRefusal unsupervised(int party, Context ctx) {
    Firm firm = firms.get(party);
    if (firm == null) return FIRM_UNKNOWN;
    boolean ours =
        firm.authority() == ctx.party() || gave(firm.permission(), ctx) || gave(firm.noc(), ctx);
    return ours ? null : NOT_THE_AUTHORITY;
  }

  private boolean gave(Id id, Context ctx) {
    Permission permission = permissions.get(id);
    return permission != null && permission.authority() == ctx.party();
  }

  /** The permission under which a firm serves clients, or last did, or null. */
  @Nullable Permission serving(int party) {
    Firm firm = firms.get(party);
    return firm == null ? null : permissions.get(firm.permission());
  }

  /** The last paper of this sort that a firm has: to serve clients, or to prepare for it. */
  @Nullable Permission current(int party, PermissionKind kind) {
    Firm firm = firms.get(party);
    if (firm == null) return null;
    return permissions.get(kind.serves() ? firm.permission() : firm.noc());
  }

  /** The firm's no-objection certificate if it holds now, or null. */
  @Nullable Permission noc(int party, Context ctx) {
    Firm firm = firms.get(party);
    Permission noc = firm == null ? null : permissions.get(firm.noc());
    return noc != null && noc.holdsAt(ctx.timeMillis()) ? noc : null;
  }

  /** Why a firm may not serve clients now, or null. */
  @Nullable LicensingRefusal barred(int party, Context ctx) {
    Permission permission = serving(party);
    if (permission == null) return NOT_LICENSED;
    if (permission.standing() == Standing.SUSPENDED) return LICENCE_SUSPENDED;
    if (permission.standing() != Standing.ACTIVE) return LICENCE_ENDED;
    if (ctx.timeMillis() < permission.fromMillis()) return LICENCE_NOT_YET_VALID;
    return ctx.timeMillis() < permission.untilMillis() ? null : LICENCE_EXPIRED;
  }
}
