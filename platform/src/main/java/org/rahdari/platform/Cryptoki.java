package org.rahdari.platform;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The little of PKCS#11 that Ed25519 needs, in one library, for one thread at a time. The JDK's own
 * provider knows neither the type of key nor the mechanism. Numbers and structures are those of
 * OASIS PKCS#11 3.0 where {@code CK_ULONG} has 64 bits: on every 64-bit system but Windows.
 */
final class Cryptoki {

  /** CKA_CLASS. */
  static final long CLASS = 0x000;

  /** CKA_TOKEN: kept when the session ends. */
  static final long KEPT = 0x001;

  /** CKA_PRIVATE: seen by who has logged in. */
  static final long PRIVATE = 0x002;

  /** CKA_LABEL. */
  static final long LABEL = 0x003;

  /** CKA_KEY_TYPE. */
  static final long KEY_TYPE = 0x100;

  /** CKA_SENSITIVE. */
  static final long SENSITIVE = 0x103;

  /** CKA_SIGN. */
  static final long SIGNS = 0x108;

  /** CKA_VERIFY. */
  static final long VERIFIES = 0x10A;

  /** CKA_EXTRACTABLE. */
  static final long EXTRACTABLE = 0x162;

  /** CKA_EC_PARAMS. */
  static final long CURVE = 0x180;

  /** CKA_EC_POINT. */
  static final long POINT = 0x181;

  /** CKO_PUBLIC_KEY. */
  static final long PUBLIC_KEY = 2;

  /** CKO_PRIVATE_KEY. */
  static final long PRIVATE_KEY = 3;

  /** CKK_EC_EDWARDS. */
  static final long EDWARDS = 0x40;

  /** CKM_EC_EDWARDS_KEY_PAIR_GEN. */
  private static final long MAKE_EDWARDS = 0x1055;

  /** CKM_EDDSA. */
  private static final long EDDSA = 0x1057;

  /** CKF_OS_LOCKING_OK. */
  private static final long OS_LOCKING = 2;

  /** CKF_SERIAL_SESSION and CKF_RW_SESSION. */
  private static final long WRITING_SESSION = 4 | 2;

  /** CKU_USER. */
  private static final long USER = 1;

  private static final long OK = 0x000;
  private static final long ALREADY_LOGGED_IN = 0x100;
  private static final long ALREADY_INITIALIZED = 0x191;

  private static final int FUNCTIONS = 68;
  private static final long LONG_BYTES = Long.BYTES;
  private static final long ATTRIBUTE_BYTES = 3 * LONG_BYTES;
  private static final long MECHANISM_BYTES = 3 * LONG_BYTES;
  private static final long INITIALIZE_BYTES = 6 * LONG_BYTES;
  private static final long INITIALIZE_FLAGS = 4 * LONG_BYTES;
  private static final long SLOTS_MAX = 256;
  private static final long TOKEN_INFO_BYTES_MAX = 512;
  private static final long TOKEN_LABEL_BYTES = 32;
  private static final long VALUE_BYTES_MAX = 512;

  /** Objects that one search finds at most. */
  static final int FOUND_MAX = 1_024;

  /** What is called, and its place in CK_FUNCTION_LIST. */
  @SuppressWarnings("ImmutableEnumChecker") // a descriptor of functions cannot be changed
  private enum Function {
    C_INITIALIZE(0, ADDRESS),
    C_FINALIZE(1, ADDRESS),
    C_GET_SLOT_LIST(4, JAVA_BYTE, ADDRESS, ADDRESS),
    C_GET_TOKEN_INFO(6, JAVA_LONG, ADDRESS),
    C_OPEN_SESSION(12, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS),
    C_LOGIN(18, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
    C_GET_ATTRIBUTE_VALUE(24, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
    C_FIND_OBJECTS_INIT(26, JAVA_LONG, ADDRESS, JAVA_LONG),
    C_FIND_OBJECTS(27, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS),
    C_FIND_OBJECTS_FINAL(28, JAVA_LONG),
    C_SIGN_INIT(42, JAVA_LONG, ADDRESS, JAVA_LONG),
    C_SIGN(43, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS),
    C_GENERATE_KEY_PAIR(
        59, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);

    private final int place;
    private final FunctionDescriptor form;

    Function(int place, MemoryLayout... arguments) {
      this.place = place;
      this.form = FunctionDescriptor.of(JAVA_LONG, arguments);
    }
  }

  /** A function that did not do what it was asked. */
  static final class TokenException extends Exception {
    private static final long serialVersionUID = 1;

    private final long code;

    private TokenException(Function function, long code) {
      super(function.name() + " answered 0x" + Long.toHexString(code));
      this.code = code;
    }

    /** CKR_PIN_INCORRECT and what is like it: another try may lock the token. */
    boolean refusesPin() {
      return code >= 0xA0 && code <= 0xA4;
    }
  }

  /** What an object has or shall have. */
  record Attribute(long type, byte[] value) {

    static Attribute of(long type, long value) {
      byte[] bytes = new byte[Long.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putLong(value);
      return new Attribute(type, bytes);
    }

    static Attribute of(long type, boolean value) {
      return new Attribute(type, new byte[] {(byte) (value ? 1 : 0)});
    }

    static Attribute of(long type, String value) {
      return new Attribute(type, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  private final Map<Function, MethodHandle> functions = new EnumMap<>(Function.class);

  /**
   * Loads a library, for as long as the process lives.
   *
   * @throws IllegalArgumentException if it is not one, or not of PKCS#11
   */
  Cryptoki(Path library) {
    Linker linker = Linker.nativeLinker();
    MemorySegment getFunctionList =
        SymbolLookup.libraryLookup(library, Arena.global())
            .find("C_GetFunctionList")
            .orElseThrow(() -> new IllegalArgumentException("it has no C_GetFunctionList"));
    MethodHandle lists =
        linker.downcallHandle(getFunctionList, FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(ADDRESS);
      long code = invoke(lists, list);
      if (code != OK) throw new IllegalArgumentException("it gives no functions: " + code);
      // The version, padded to an address, goes before the functions.
      MemorySegment table = list.get(ADDRESS, 0).reinterpret((1 + FUNCTIONS) * LONG_BYTES);
      for (Function each : Function.values()) {
        MemorySegment at = table.get(ADDRESS, (1 + each.place) * LONG_BYTES);
        functions.put(each, linker.downcallHandle(at, each.form));
      }
    }
  }

  void initialize() throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment arguments = arena.allocate(INITIALIZE_BYTES, LONG_BYTES);
      arguments.set(JAVA_LONG, INITIALIZE_FLAGS, OS_LOCKING);
      call(Function.C_INITIALIZE, ALREADY_INITIALIZED, arguments);
    }
  }

  /** Ends all sessions and forgets what the library knows of tokens. */
  void finish() throws TokenException {
    call(Function.C_FINALIZE, OK, MemorySegment.NULL);
  }

  /** The slot with the token of a label; empty where there is none, or more than one. */
  OptionalLong slot(String label) throws TokenException {
    List<Long> found = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment slots = arena.allocate(JAVA_LONG, SLOTS_MAX);
      MemorySegment count = number(arena, SLOTS_MAX);
      call(Function.C_GET_SLOT_LIST, OK, (byte) 1, slots, count);
      for (long i = 0; i < count.get(JAVA_LONG, 0); i++) {
        long slot = slots.getAtIndex(JAVA_LONG, i);
        if (label(arena, slot).equals(label)) found.add(slot);
      }
    }
    return found.size() == 1 ? OptionalLong.of(found.getFirst()) : OptionalLong.empty();
  }

  /** Empty where the token does not say: it may be another one's, and broken. */
  private String label(Arena arena, long slot) {
    try {
      MemorySegment info = arena.allocate(TOKEN_INFO_BYTES_MAX, LONG_BYTES);
      call(Function.C_GET_TOKEN_INFO, OK, slot, info);
      byte[] label = info.asSlice(0, TOKEN_LABEL_BYTES).toArray(JAVA_BYTE);
      return new String(label, StandardCharsets.UTF_8).strip();
    } catch (TokenException e) {
      return "";
    }
  }

  /** Opens a session in a slot. */
  long open(long slot) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment session = number(arena, 0);
      MemorySegment nothing = MemorySegment.NULL;
      call(Function.C_OPEN_SESSION, OK, slot, WRITING_SESSION, nothing, nothing, session);
      return session.get(JAVA_LONG, 0);
    }
  }

  void login(long session, byte[] pin) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = bytes(arena, pin);
      try {
        call(Function.C_LOGIN, ALREADY_LOGGED_IN, session, USER, copy, copy.byteSize());
      } finally {
        copy.fill((byte) 0);
      }
    }
  }

  /** Objects that have all of the attributes. */
  List<Long> find(long session, Attribute... attributes) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment wanted = template(arena, attributes);
      call(Function.C_FIND_OBJECTS_INIT, OK, session, wanted, (long) attributes.length);
      MemorySegment found = arena.allocate(JAVA_LONG, FOUND_MAX);
      MemorySegment count = number(arena, 0);
      call(Function.C_FIND_OBJECTS, OK, session, found, (long) FOUND_MAX, count);
      call(Function.C_FIND_OBJECTS_FINAL, OK, session);
      List<Long> objects = new ArrayList<>();
      for (long i = 0; i < count.get(JAVA_LONG, 0); i++)
        objects.add(found.getAtIndex(JAVA_LONG, i));
      return objects;
    }
  }

  /** The value of an object's attribute. */
  byte[] value(long session, long object, long type) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment wanted =
          template(arena, new Attribute(type, new byte[Math.toIntExact(VALUE_BYTES_MAX)]));
      call(Function.C_GET_ATTRIBUTE_VALUE, OK, session, object, wanted, 1L);
      long length = wanted.get(JAVA_LONG, 2 * LONG_BYTES);
      return wanted.get(ADDRESS, LONG_BYTES).reinterpret(length).toArray(JAVA_BYTE);
    }
  }

  /** Signs by Ed25519. */
  byte[] sign(long session, long key, byte[] message, int signatureBytes) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      call(Function.C_SIGN_INIT, OK, session, mechanism(arena, EDDSA), key);
      MemorySegment whole = bytes(arena, message);
      MemorySegment signature = arena.allocate(signatureBytes);
      MemorySegment length = number(arena, signatureBytes);
      call(Function.C_SIGN, OK, session, whole, whole.byteSize(), signature, length);
      return signature.asSlice(0, length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
    }
  }

  /** Makes a pair of keys of a twisted Edwards curve. */
  void make(long session, Attribute[] publicKey, Attribute[] privateKey) throws TokenException {
    try (Arena arena = Arena.ofConfined()) {
      call(
          Function.C_GENERATE_KEY_PAIR,
          OK,
          session,
          mechanism(arena, MAKE_EDWARDS),
          template(arena, publicKey),
          (long) publicKey.length,
          template(arena, privateKey),
          (long) privateKey.length,
          number(arena, 0),
          number(arena, 0));
    }
  }

  private void call(Function function, long alsoGood, Object... arguments) throws TokenException {
    MethodHandle handle = functions.get(function);
    if (handle == null) throw new IllegalStateException("no " + function);
    long code = invoke(handle, arguments);
    if (code != OK && code != alsoGood) throw new TokenException(function, code);
  }

  private static long invoke(MethodHandle handle, Object... arguments) {
    try {
      return (long) handle.invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a foreign function throws nothing of Java's", e);
    }
  }

  private static MemorySegment number(Arena arena, long value) {
    return arena.allocateFrom(JAVA_LONG, value);
  }

  private static MemorySegment bytes(Arena arena, byte[] bytes) {
    return arena.allocateFrom(JAVA_BYTE, bytes);
  }

  private static MemorySegment mechanism(Arena arena, long type) {
    MemorySegment mechanism = arena.allocate(MECHANISM_BYTES, LONG_BYTES);
    mechanism.set(JAVA_LONG, 0, type);
    return mechanism;
  }

  private static MemorySegment template(Arena arena, Attribute... attributes) {
    MemorySegment template = arena.allocate(attributes.length * ATTRIBUTE_BYTES, LONG_BYTES);
    for (int i = 0; i < attributes.length; i++) {
      MemorySegment value = bytes(arena, attributes[i].value());
      template.set(JAVA_LONG, i * ATTRIBUTE_BYTES, attributes[i].type());
      template.set(ADDRESS, i * ATTRIBUTE_BYTES + LONG_BYTES, value);
      template.set(JAVA_LONG, i * ATTRIBUTE_BYTES + 2 * LONG_BYTES, value.byteSize());
    }
    return template;
  }
}
