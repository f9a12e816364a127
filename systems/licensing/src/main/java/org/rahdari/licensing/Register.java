package org.rahdari.licensing;

import static org.rahdari.outcome.Outcome.accepted;
import static org.rahdari.program.MandateKind.REGULATOR;

import java.util.ArrayList;
import java.util.List;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.licensing.Instructions.RegisterSealed;
import org.rahdari.licensing.Instructions.RequestSeal;
import org.rahdari.licensing.Instructions.SealRegister;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.SparseMap;

/**
 * The public register. Lines are only added; each firm and asset has the chain of its lines as one
 * value of a sparse Merkle map, and the root of that map comes into the log with every change, and
 * at least every hour. So whoever has the log's policy can be shown all lines about a firm at a
 * time, or that there are none.
 */
final class Register {

  /** For how long a seal is the last one at most. */
  static final long SEAL_EVERY_MILLIS = 60 * 60 * 1_000L;

  private static final int ENTRIES_MAX = 20_000;
  private static final int CHANGES_MAX = 1_000_000;
  private static final int SEALS_MAX = 10_000_000;

  private final Table<Long, Change> changes;
  private final Table<Hash32, RegisterEntry> entries;
  private final Table<Long, Seal> seals;
  private final Table<Integer, Ends> ends;

  /** The numbers of the last line and seal. */
  record Ends(int place, long changes, long seals) {
    static final int PLACE = 1;
  }

  Register(Registry registry) {
    changes = registry.table("change", Long.class, Change.class, Change::number, CHANGES_MAX);
    entries =
        registry.table("entry", Hash32.class, RegisterEntry.class, RegisterEntry::key, ENTRIES_MAX);
    seals = registry.table("seal", Long.class, Seal.class, Seal::number, SEALS_MAX);
    ends = registry.table("end", Integer.class, Ends.class, Ends::place, 1);
    registry.on(RequestSeal.class, this::request, REGULATOR);
    registry.onTimer(SealRegister.class, this::seal);
    // What it says is said by standing in a leaf.
    registry.onTimer(RegisterSealed.class, (timer, ctx) -> {});
  }

  private Ends ends() {
    Ends now = ends.get(Ends.PLACE);
    return now == null ? new Ends(Ends.PLACE, 0, 0) : now;
  }

  /** Adds a line about what a permission permits from a time on. */
  void record(Permission permission, long fromMillis, Context ctx) {
    boolean suspended = permission.standing() == Standing.SUSPENDED;
    add(
        Subject.FIRM,
        permission.holder(),
        permission.id(),
        permission.kind(),
        permission.standing(),
        permission.terms(),
        fromMillis,
        suspended ? permission.suspendedUntilMillis() : permission.untilMillis(),
        ctx);
  }

  /** Adds a line about an asset. */
  void record(AdmittedAsset asset, Context ctx) {
    add(
        Subject.ASSET,
        asset.asset(),
        Id.NONE,
        PermissionKind.LICENCE,
        asset.admitted() ? Standing.ACTIVE : Standing.REVOKED,
        terms(asset),
        ctx.timeMillis(),
        Long.MAX_VALUE,
        ctx);
  }

  /** What it is, for whom, and which paper says so, as everybody may read it. */
  private static Terms terms(AdmittedAsset asset) {
    List<Condition> conditions =
        List.of(
            new Condition("CLASS", asset.assetClass().name()),
            new Condition("CLIENTS", asset.retail() ? "EVERYBODY" : "PROFESSIONALS"),
            new Condition("DISCLOSURE", asset.disclosure().toString()));
    return new Terms(asset.services(), List.of(), conditions, List.of(), List.of());
  }

  private void add(
      Subject subject,
      int of,
      Id permission,
      PermissionKind kind,
      Standing standing,
      Terms terms,
      long fromMillis,
      long untilMillis,
      Context ctx) {
    Ends before = ends();
    Change change =
        new Change(
            before.changes() + 1,
            subject,
            of,
            permission,
            kind,
            standing,
            terms,
            fromMillis,
            untilMillis,
            ctx.timeMillis());
    changes.put(change);
    Hash32 key = RegisterEntry.key(subject, of);
    RegisterEntry entry = entries.get(key);
    entries.put((entry == null ? RegisterEntry.none(key) : entry).with(change));
    ends.put(new Ends(Ends.PLACE, change.number(), before.seals()));
    ctx.at(ctx.timeMillis(), new SealRegister(before.seals()));
  }

  private Outcome request(RequestSeal request, Context ctx) {
    ctx.at(ctx.timeMillis(), new SealRegister(ends().seals()));
    return accepted();
  }

  private void seal(SealRegister timer, Context ctx) {
    Ends before = ends();
    if (before.seals() != timer.after()) return; // another one has sealed it since
    List<SparseMap.Entry> leaves = new ArrayList<>();
    for (RegisterEntry each : entries.rows())
      leaves.add(new SparseMap.Entry(Hash.of(each.key().bytes()), Hash.of(each.head().bytes())));
    Hash32 root = Hash32.of(SparseMap.of(leaves).root().toBytes());
    long now = ctx.timeMillis();
    Seal seal = new Seal(before.seals() + 1, root, leaves.size(), before.changes(), now);
    seals.put(seal);
    ends.put(new Ends(Ends.PLACE, before.changes(), seal.number()));
    ctx.at(
        now,
        new RegisterSealed(seal.number(), root, seal.entries(), seal.changes(), seal.atMillis()));
    ctx.at(now + SEAL_EVERY_MILLIS, new SealRegister(seal.number()));
  }
}
