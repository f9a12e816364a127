package org.rahdari.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.rahdari.fuzz.Target.require;
import static org.rahdari.fuzz.Target.same;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Execution;
import org.rahdari.ledger.Asset;
import org.rahdari.node.DataFolder;
import org.rahdari.payments.web.QuotesEndpoint.QuoteRequest;
import org.rahdari.platform.AccessTokens;
import org.rahdari.platform.FileKeys;
import org.rahdari.platform.Keyring;
import org.rahdari.platform.Network;
import org.rahdari.platform.PlainFailure;
import org.rahdari.platform.ReceiptReader;
import org.rahdari.platform.Served;
import org.rahdari.program.Party;
import org.rahdari.replication.LeafContext;
import org.rahdari.transparency.Leaf;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What an operator, an institution's systems or a browser hand to a node. */
final class NodeTargets {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String KEY = "key";
  private static final ReceiptReader RECEIPTS =
      new ReceiptReader(SampleLog.POLICY, Catalogue.of(DataFolder.PROGRAMS));

  private NodeTargets() {}

  static List<Target> all() {
    return List.of(
        new Target("network", () -> List.of(SampleNetwork.description()), NodeTargets::description),
        new Target(
            "data-folder",
            () -> List.of(SampleNetwork.NETWORK.genesis().encode()),
            NodeTargets::dataFolder),
        new Target("key-file", () -> List.of(keyFile(Hash32.ZERO)), NodeTargets::key),
        new Target("token", NodeTargets::tokens, NodeTargets::token),
        new Target("quote", NodeTargets::quotes, NodeTargets::quote),
        new Target("told-receipt", NodeTargets::signedLeaves, NodeTargets::told));
  }

  /** The description of a network to found, as JSON. */
  private static boolean description(byte[] bytes) throws IOException {
    Path folder = Scratch.empty("network");
    try {
      DataFolder founded = DataFolder.open(folder, bytes);
      DataFolder again = DataFolder.open(folder, null);
      require(
          again.network().hash().equals(founded.network().hash()),
          "the network that was founded is another one after a start");
      return true;
    } catch (PlainFailure e) {
      return false;
    }
  }

  /** A data folder whose genesis is these bytes. */
  private static boolean dataFolder(byte[] bytes) throws IOException {
    Path folder = Scratch.empty("data-folder");
    Files.writeString(folder.resolve("version"), DataFolder.VERSION + "\n");
    Files.write(folder.resolve("network.json"), SampleNetwork.description());
    Files.write(folder.resolve("genesis"), bytes);
    try {
      DataFolder opened = DataFolder.open(folder, null);
      same(bytes, opened.network().genesis().encode(), "the genesis that was read is another one");
      opened.freshKernel();
      return true;
    } catch (PlainFailure e) {
      return false;
    }
  }

  private static byte[] keyFile(Hash32 secret) {
    return (secret + "\n").getBytes(UTF_8);
  }

  private static boolean key(byte[] bytes) throws IOException {
    Path folder = Scratch.empty("keys");
    Files.write(folder.resolve(KEY), bytes);
    try {
      Hash32 secret = new Keyring(folder).secret(KEY);
      String text = new String(bytes, UTF_8).strip();
      require(secret.toString().equalsIgnoreCase(text), "the key that was read is another one");
      return true;
    } catch (PlainFailure e) {
      return false;
    }
  }

  private static AccessTokens accessTokens() {
    return new AccessTokens(
        Served.of(SampleNetwork.NETWORK, new FileKeys(SampleNetwork.KEYS)), SampleNetwork.KEYS);
  }

  private static List<byte[]> tokens() {
    List<byte[]> tokens = new ArrayList<>();
    for (Party party : SampleNetwork.NETWORK.genesis().parties()) {
      tokens.add(accessTokens().token(party).getBytes(UTF_8));
      tokens.add(accessTokens().keysToken(party).getBytes(UTF_8));
      tokens.add(("Authorization: Bearer " + accessTokens().token(party)).getBytes(UTF_8));
    }
    return tokens;
  }

  /** A token names its own party and nobody else. */
  private static boolean token(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    Optional<AccessTokens.Bearer> bearer = accessTokens().bearer(text);
    if (bearer.isEmpty()) return false;
    Party party = bearer.get().party();
    String token =
        bearer.get().changesKeys() ? accessTokens().keysToken(party) : accessTokens().token(party);
    require(text.endsWith(token), "a token was forged");
    return true;
  }

  private static List<byte[]> quotes() {
    return List.of(
        "{\"payee\":\"BICFI:SLHRPKKA\",\"sell\":\"SAR\",\"amount\":1000.00,\"buy\":\"PKR\"}"
            .getBytes(UTF_8),
        "{\"amount\":\"1e-2\"}".getBytes(UTF_8));
  }

  /** The body of a request for a quote, up to its amount in minor units. */
  private static boolean quote(byte[] bytes) {
    QuoteRequest request;
    try {
      request = JSON.readValue(bytes, QuoteRequest.class);
    } catch (JacksonException e) {
      return false;
    }
    if (request == null || request.amount() == null) return false;
    Asset asset = SampleNetwork.NETWORK.asset(1);
    try {
      long minor = Network.minor(asset, request.amount());
      BigDecimal major = BigDecimal.valueOf(minor, asset.scale());
      require(major.compareTo(request.amount()) == 0, "an amount is read as another one");
      return true;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  /** What a quorum could sign: kind 1, context length 2, item length 2, context, item, result. */
  private static List<byte[]> signedLeaves() {
    List<byte[]> seeds = new ArrayList<>();
    for (Execution execution : SampleNetwork.executions()) {
      for (Batch batch : execution.batches()) {
        LeafContext context =
            new LeafContext(
                execution.position(), execution.timeMillis(), execution.digest(), batch.head());
        byte kind = (byte) (batch.kind() == Batch.Kind.TIMER ? 1 : 0);
        seeds.add(framed(kind, context.encode(), batch.items().get(0), batch.results().getFirst()));
      }
    }
    return seeds;
  }

  private static byte[] framed(byte kind, byte[] context, byte[] item, byte[] result) {
    return ByteBuffer.allocate(5 + context.length + item.length + result.length)
        .put(kind)
        .putShort((short) context.length)
        .putShort((short) item.length)
        .put(context)
        .put(item)
        .put(result)
        .array();
  }

  /** A receipt that verifies is told in words, whatever the quorum has signed. */
  private static boolean told(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.remaining() < 5) return false;
    Leaf.Kind kind = in.get() == 0 ? Leaf.Kind.ENVELOPE : Leaf.Kind.TIMER;
    int contextBytes = Math.min(in.getShort() & 0xFFFF, Leaf.CONTEXT_BYTES_MAX);
    int itemBytes = in.getShort() & 0xFFFF;
    byte[] context = part(in, contextBytes);
    byte[] item = part(in, itemBytes);
    byte[] result = part(in, in.remaining());
    byte[] receipt =
        SampleLog.of(kind, context, item, result).receipts().findFirst().orElseThrow().format();
    ReceiptReader.Reading reading = RECEIPTS.read(receipt);
    require(!reading.sentence().isEmpty(), "nothing is said");
    return reading.facts() != null;
  }

  private static byte[] part(ByteBuffer in, int bytesMax) {
    byte[] part = new byte[Math.min(bytesMax, in.remaining())];
    in.get(part);
    return part;
  }
}
