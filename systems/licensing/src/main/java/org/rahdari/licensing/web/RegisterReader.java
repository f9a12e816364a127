package org.rahdari.licensing.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rahdari.codec.Hash32;
import org.rahdari.licensing.Change;
import org.rahdari.licensing.Lines;
import org.rahdari.licensing.RegisterEntry;
import org.rahdari.licensing.Seal;
import org.rahdari.licensing.Subject;
import org.rahdari.platform.Network;
import org.rahdari.platform.Problem;
import org.rahdari.platform.Projection;
import org.rahdari.replication.Replica;
import org.rahdari.table.Table;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.SparseMap;
import org.springframework.http.HttpStatus;

/** Answers what was true of firms and assets at a time, as it was known at another. */
public final class RegisterReader {
  private final Network network;
  private final Replica replica;
  private final Projection projection;
  private List<Change> lines = List.of();

  /** Reads the register of this node's ledger. */
  public RegisterReader(Network network, Replica replica, Projection projection) {
    this.network = network;
    this.replica = replica;
    this.projection = projection;
  }

  /**
   * What the register says of one firm or asset at a time.
   *
   * @param line that says it
   * @param said what it says
   * @param since the first instant since when it has said this without a break
   */
  public record Status(Change line, Lines.Said said, long sinceMillis) {}

  /** Whether this network has a register at all. */
  public boolean exists() {
    return replica.read(kernel -> kernel.version(org.rahdari.licensing.Licensing.NUMBER) > 0);
  }

  /** Ledger time now. */
  public long nowMillis() {
    return replica.figures().timeMillis();
  }

  /** All lines that had been recorded by a time, in their order. */
  List<Change> known(long byMillis) {
    return all().stream().filter(line -> line.recordedAtMillis() <= byMillis).toList();
  }

  /** Lines are only added: execution waits for the new ones alone to be copied. */
  private synchronized List<Change> all() {
    if (!exists()) return List.of();
    long have = lines.size();
    List<Change> fresh =
        replica.read(
            kernel -> {
              Table<Long, Change> changes = LicensingTables.changes(kernel);
              List<Change> more = new ArrayList<>();
              for (Change line = changes.ceiling(have + 1);
                  line != null;
                  line = changes.ceiling(line.number() + 1)) more.add(line);
              return more;
            });
    if (!fresh.isEmpty()) {
      List<Change> more = new ArrayList<>(lines);
      more.addAll(fresh);
      lines = List.copyOf(more);
    }
    return lines;
  }

  /** The lines of one firm or asset that had been recorded by a time. */
  List<Change> lines(Subject subject, int of, long byMillis) {
    return known(byMillis).stream()
        .filter(line -> line.subject() == subject && line.of() == of)
        .toList();
  }

  /** What was true of every firm, or every asset, at a time, as it was known at another. */
  public List<Status> at(Subject subject, long atMillis, long knownMillis) {
    Map<Integer, List<Change>> bySubject = new TreeMap<>();
    for (Change line : known(knownMillis))
      if (line.subject() == subject)
        bySubject.computeIfAbsent(line.of(), of -> new ArrayList<>()).add(line);
    List<Status> all = new ArrayList<>();
    for (List<Change> lines : bySubject.values())
      for (Change line : Lines.at(lines, atMillis)) all.add(status(lines, line, atMillis));
    return all;
  }

  private static Status status(List<Change> lines, Change line, long atMillis) {
    Lines.Said said = Lines.said(line, atMillis);
    long since = said == Lines.Said.EXPIRED ? line.untilMillis() : line.fromMillis();
    return new Status(line, said, since);
  }

  /**
   * A proof of all lines of one firm or asset, by the first seal at or after a time.
   *
   * @throws Problem if there is no such seal yet, or no signed checkpoint covers it
   */
  public RegisterProof proof(Subject subject, int of, long atMillis) throws IOException {
    Seal seal =
        replica
            .read(kernel -> firstSeal(LicensingTables.seals(kernel), atMillis))
            .orElseThrow(
                () ->
                    new Problem(
                        HttpStatus.CONFLICT,
                        "not-sealed-yet",
                        "The register was last sealed before that time; it is sealed with every"
                            + " change, and every hour."));
    SealLeaves.Place place =
        SealLeaves.place(projection, seal.number()).orElseThrow(RegisterReader::notFinal);
    byte[] receipt =
        replica.receipt(place.leaf(), place.item()).orElseThrow(RegisterReader::notFinal);
    List<Change> sealed =
        known(Long.MAX_VALUE).stream().filter(line -> line.number() <= seal.changes()).toList();
    SparseMap map = map(sealed);
    if (!Hash32.of(map.root().toBytes()).equals(seal.root()))
      throw new IllegalStateException("the lines are not those under seal " + seal.number());
    return RegisterProof.of(
        subject,
        of,
        sealed.stream().filter(line -> line.subject() == subject && line.of() == of).toList(),
        map.proof(Hash.of(RegisterEntry.key(subject, of).bytes())),
        receipt);
  }

  /** Seals are numbered from 1, without a gap, in the order of their times. */
  private static Optional<Seal> firstSeal(Table<Long, Seal> seals, long atMillis) {
    long from = 1;
    long to = seals.size() + 1L;
    while (from < to) {
      long middle = (from + to) >>> 1;
      Seal seal = seals.get(middle);
      if (seal != null && seal.atMillis() < atMillis) from = middle + 1;
      else to = middle;
    }
    return Optional.ofNullable(seals.get(from));
  }

  private static SparseMap map(List<Change> lines) {
    Map<Hash32, Hash32> heads = new TreeMap<>();
    for (Change line : lines) {
      Hash32 key = RegisterEntry.key(line.subject(), line.of());
      heads.merge(
          key,
          RegisterEntry.chained(Hash32.ZERO, line),
          (before, first) -> RegisterEntry.chained(before, line));
    }
    List<SparseMap.Entry> entries = new ArrayList<>();
    heads.forEach(
        (key, head) ->
            entries.add(new SparseMap.Entry(Hash.of(key.bytes()), Hash.of(head.bytes()))));
    return SparseMap.of(entries);
  }

  private static Problem notFinal() {
    return new Problem(
        HttpStatus.CONFLICT,
        "receipt-not-final",
        "The seal is not under a signed checkpoint yet; ask again.");
  }

  /** When the register was sealed last, in milliseconds; 0 if never. */
  long lastSealMillis() {
    if (!exists()) return 0;
    return replica.read(
        kernel -> {
          Table<Long, Seal> seals = LicensingTables.seals(kernel);
          Seal last = seals.get((long) seals.size());
          return last == null ? 0L : last.atMillis();
        });
  }

  /** The number of a firm by its code, or of an asset by its. */
  Optional<Integer> number(Subject subject, String code) {
    return switch (subject) {
      case FIRM -> network.party(code).map(party -> party.number());
      case ASSET -> network.asset(code).map(asset -> asset.number());
    };
  }

  /** The code of a firm or an asset. */
  String code(Subject subject, int of) {
    return switch (subject) {
      case FIRM -> network.code(of);
      case ASSET -> network.asset(of).code();
    };
  }

  /** The name of a firm, or what an asset is a claim on. */
  String name(Subject subject, int of) {
    return switch (subject) {
      case FIRM -> network.party(of).name();
      case ASSET -> network.asset(of).claim();
    };
  }
}
