package org.rahdari.licensing;

import static org.rahdari.licensing.LicensingRefusal.*;
import static org.rahdari.outcome.Outcome.accepted;
import static org.rahdari.outcome.Outcome.refuse;
import static org.rahdari.program.MandateKind.REGULATOR;
import static org.rahdari.program.MandateKind.VASP;

import org.rahdari.ledger.Asset;
import org.rahdari.licensing.Instructions.AdmitAsset;
import org.rahdari.licensing.Instructions.ListAsset;
import org.rahdari.licensing.Instructions.RemoveAsset;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/** Which tokens are admitted, and who offers them. */
final class Assets {
  private static final int ASSETS_MAX = 10_000;
  private static final int LISTINGS_MAX = 100_000;

  private final Table<Integer, AdmittedAsset> assets;
  private final Table<Long, Listing> listings;
  private final Officers officers;
  private final Papers papers;
  private final Register register;

  Assets(Registry registry, Officers officers, Papers papers, Register register) {
    this.officers = officers;
    this.papers = papers;
    this.register = register;
    assets =
        registry.table(
            "asset", Integer.class, AdmittedAsset.class, AdmittedAsset::asset, ASSETS_MAX);
    listings = registry.table("listing", Long.class, Listing.class, Listing::place, LISTINGS_MAX);
    registry.on(AdmitAsset.class, this::admit, REGULATOR);
    registry.on(RemoveAsset.class, this::remove, REGULATOR);
    registry.on(ListAsset.class, this::list, VASP);
  }

  private Outcome admit(AdmitAsset admit, Context ctx) {
    LicensingRefusal why = officers.two(admit.by(), ctx);
    if (why != null) return refuse(why);
    Asset asset = ctx.asset(admit.asset());
    if (asset == null) return refuse(ASSET_UNKNOWN);
    if (Money.isMoney(asset, ctx)) return refuse(ASSET_IS_MONEY);
    AdmittedAsset before = assets.get(admit.asset());
    if (before != null && before.authority() != ctx.party()) return refuse(NOT_THE_AUTHORITY);
    if (admit.services().isEmpty() || Schedules.repeats(admit.services()))
      return refuse(TERMS_NOT_ALLOWED);
    put(
        new AdmittedAsset(
            admit.asset(),
            ctx.party(),
            admit.assetClass(),
            admit.disclosure(),
            admit.services(),
            admit.retail(),
            true,
            ctx.timeMillis()),
        ctx);
    return accepted();
  }

  private Outcome remove(RemoveAsset remove, Context ctx) {
    LicensingRefusal why = officers.two(remove.by(), ctx);
    if (why != null) return refuse(why);
    AdmittedAsset asset = assets.get(remove.asset());
    if (asset == null || !asset.admitted()) return refuse(ASSET_NOT_ADMITTED);
    if (asset.authority() != ctx.party()) return refuse(NOT_THE_AUTHORITY);
    put(
        new AdmittedAsset(
            asset.asset(),
            asset.authority(),
            asset.assetClass(),
            asset.disclosure(),
            asset.services(),
            asset.retail(),
            false,
            ctx.timeMillis()),
        ctx);
    return accepted();
  }

  private void put(AdmittedAsset asset, Context ctx) {
    assets.put(asset);
    register.record(asset, ctx);
  }

  private Outcome list(ListAsset list, Context ctx) {
    LicensingRefusal why = papers.barred(ctx.party(), ctx);
    if (list.listed() && why != null) return refuse(why);
    if (list.listed() && !admitted(list.asset())) return refuse(ASSET_NOT_ADMITTED);
    listings.put(new Listing(ctx.party(), list.asset(), list.listed(), ctx.timeMillis()));
    return accepted();
  }

  boolean admitted(int asset) {
    AdmittedAsset admitted = assets.get(asset);
    return admitted != null && admitted.admitted();
  }

  boolean admittedFor(int number, Service service) {
    AdmittedAsset asset = assets.get(number);
    return asset != null && asset.admitted() && asset.services().contains(service);
  }

  boolean listed(int firm, int asset) {
    Listing listing = listings.get(Listing.place(firm, asset));
    return listing != null && listing.listed();
  }
}
