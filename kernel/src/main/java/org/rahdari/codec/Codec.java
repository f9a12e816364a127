package org.rahdari.codec;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The canonical binary form of a record, derived from its components in their order.
 *
 * <p>One value has one form: integers big-endian in their full width, booleans 0 or 1, enums one
 * byte by {@link Numbered#number()}, texts and {@link Bytes} with a four-byte length, lists with a
 * four-byte count, records as their components. What decodes re-encodes to the same bytes; anything
 * else is refused. There is no null and no optional: absence has a value of its own ({@link
 * Id#NONE}, an empty text).
 */
public final class Codec<T> {

  /** The limit of a text, byte string or list that declares none. */
  public static final int MAX = 255;

  private final Form<T> form;

  private Codec(Form<T> form) {
    this.form = form;
  }

  /**
   * The codec of a record, or of a key: {@link Id}, {@link Hash32}, String, Long or Integer.
   *
   * @throws IllegalArgumentException if a component's type has no binary form
   */
  @SuppressWarnings("unchecked")
  public static <T> Codec<T> of(Class<T> type) {
    return new Codec<>((Form<T>) formOf(type, MAX));
  }

  /** The canonical bytes. */
  public byte[] encode(T value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try {
      form.write(value, new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * The number of its canonical bytes.
   *
   * @throws IllegalArgumentException if it has none: a text, byte string or list passes its limit
   */
  public int size(T value) {
    DataOutputStream counter = new DataOutputStream(OutputStream.nullOutputStream());
    try {
      form.write(value, counter);
    } catch (IOException e) {
      throw new IllegalStateException("counting failed", e);
    }
    return counter.size();
  }

  /**
   * Reads bytes that hold one value and nothing else.
   *
   * @throws MalformedException if they are not canonical
   */
  public T decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    T value = decode(in);
    if (in.hasRemaining()) throw new MalformedException(in.remaining() + " bytes too many");
    return value;
  }

  /**
   * Reads one value and leaves the rest.
   *
   * @throws MalformedException if it is not canonical
   */
  public T decode(ByteBuffer in) {
    try {
      return form.read(in);
    } catch (java.nio.BufferUnderflowException e) {
      throw new MalformedException("the bytes end too early");
    }
  }

  private interface Form<T> {
    void write(T value, DataOutputStream out) throws IOException;

    T read(ByteBuffer in);
  }

  private static Form<?> formOf(Type type, int max) {
    if (type == long.class || type == Long.class) return new LongForm();
    if (type == int.class || type == Integer.class) return new IntForm();
    if (type == boolean.class) return new BooleanForm();
    if (type == String.class) return new TextForm(max);
    if (type == Bytes.class) return new BytesForm(max);
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return new ListForm(formOf(list.getActualTypeArguments()[0], MAX), max);
    }
    if (type instanceof Class<?> c && c.isEnum() && Numbered.class.isAssignableFrom(c))
      return new EnumForm(c);
    if (type instanceof Class<?> c && c.isRecord()) return new RecordForm(c);
    throw new IllegalArgumentException(type.getTypeName() + " has no binary form");
  }

  private static final class LongForm implements Form<Long> {
    @Override
    public void write(Long value, DataOutputStream out) throws IOException {
      out.writeLong(value);
    }

    @Override
    public Long read(ByteBuffer in) {
      return in.getLong();
    }
  }

  private static final class IntForm implements Form<Integer> {
    @Override
    public void write(Integer value, DataOutputStream out) throws IOException {
      out.writeInt(value);
    }

    @Override
    public Integer read(ByteBuffer in) {
      return in.getInt();
    }
  }

  private static final class BooleanForm implements Form<Boolean> {
    @Override
    public void write(Boolean value, DataOutputStream out) throws IOException {
      out.writeByte(value ? 1 : 0);
    }

    @Override
    public Boolean read(ByteBuffer in) {
      int value = in.get();
      if (value != 0 && value != 1)
        throw new MalformedException("a boolean is 0 or 1, not " + value);
      return value == 1;
    }
  }

  private record TextForm(int max) implements Form<String> {
    @Override
    public void write(String value, DataOutputStream out) throws IOException {
      if (value.indexOf(0) >= 0) throw new IllegalArgumentException("the text has the character 0");
      ByteBuffer utf8;
      try {
        utf8 = StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(value));
      } catch (CharacterCodingException e) {
        throw new IllegalArgumentException("the text is not Unicode", e);
      }
      if (utf8.remaining() > max) {
        throw new IllegalArgumentException(
            "a text of " + utf8.remaining() + " bytes, where " + max + " is the most");
      }
      out.writeInt(utf8.remaining());
      out.write(utf8.array(), utf8.arrayOffset(), utf8.remaining());
    }

    @Override
    public String read(ByteBuffer in) {
      byte[] utf8 = readBytes(in, max);
      // No database keeps it, and nobody can see it.
      for (byte each : utf8)
        if (each == 0) throw new MalformedException("the text has the character 0");
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      } catch (CharacterCodingException e) {
        throw new MalformedException("the text is not UTF-8");
      }
    }
  }

  private record BytesForm(int max) implements Form<Bytes> {
    @Override
    public void write(Bytes value, DataOutputStream out) throws IOException {
      if (value.value().length > max) {
        throw new IllegalArgumentException(
            value.value().length + " bytes, where " + max + " is the most");
      }
      out.writeInt(value.value().length);
      out.write(value.value());
    }

    @Override
    public Bytes read(ByteBuffer in) {
      return new Bytes(readBytes(in, max));
    }
  }

  private static byte[] readBytes(ByteBuffer in, int max) {
    int length = readLength(in, max);
    if (length > in.remaining())
      throw new MalformedException("a length of " + length + " past the end");
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static int readLength(ByteBuffer in, int max) {
    int length = in.getInt();
    if (length < 0 || length > max)
      throw new MalformedException("a length of " + length + " above the limit " + max);
    return length;
  }

  private static final class ListForm implements Form<List<?>> {
    private final Form<Object> element;
    private final int max;

    @SuppressWarnings("unchecked")
    ListForm(Form<?> element, int max) {
      this.element = (Form<Object>) element;
      this.max = max;
    }

    @Override
    public void write(List<?> value, DataOutputStream out) throws IOException {
      if (value.size() > max) {
        throw new IllegalArgumentException(
            value.size() + " elements, where " + max + " is the most");
      }
      out.writeInt(value.size());
      for (Object each : value) element.write(each, out);
    }

    @Override
    public List<?> read(ByteBuffer in) {
      int size = readLength(in, max);
      // What the bytes announce reserves no more memory than they are.
      List<Object> list = new ArrayList<>(Math.min(size, in.remaining()));
      for (int i = 0; i < size; i++) list.add(element.read(in));
      return List.copyOf(list);
    }
  }

  private static final class EnumForm implements Form<Object> {
    private final @Nullable Object[] byNumber = new @Nullable Object[256];

    EnumForm(Class<?> type) {
      for (Object constant : type.getEnumConstants()) {
        int number = ((Numbered) constant).number();
        if (number < 0 || number >= byNumber.length)
          throw new IllegalArgumentException(constant + " has the number " + number);
        if (byNumber[number] != null)
          throw new IllegalArgumentException(type + " has the number " + number + " twice");
        byNumber[number] = constant;
      }
    }

    @Override
    public void write(Object value, DataOutputStream out) throws IOException {
      out.writeByte(((Numbered) value).number());
    }

    @Override
    public Object read(ByteBuffer in) {
      int number = Byte.toUnsignedInt(in.get());
      Object constant = byNumber[number];
      if (constant == null) throw new MalformedException("no constant has the number " + number);
      return constant;
    }
  }

  private static final class RecordForm implements Form<Object> {
    private final MethodHandle constructor;
    private final List<MethodHandle> accessors = new ArrayList<>();
    private final List<Form<Object>> forms = new ArrayList<>();

    @SuppressWarnings("unchecked")
    RecordForm(Class<?> type) {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      try {
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        for (int i = 0; i < components.length; i++) {
          types[i] = components[i].getType();
          Method accessor = components[i].getAccessor();
          accessors.add(lookup.unreflect(accessor));
          Max max = components[i].getAnnotation(Max.class);
          forms.add(
              (Form<Object>)
                  formOf(components[i].getGenericType(), max == null ? MAX : max.value()));
        }
        constructor =
            lookup
                .unreflectConstructor(type.getDeclaredConstructor(types))
                .asSpreader(Object[].class, types.length);
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(type.getName() + " cannot be read", e);
      }
    }

    @Override
    public void write(Object value, DataOutputStream out) throws IOException {
      for (int i = 0; i < forms.size(); i++) forms.get(i).write(component(value, i), out);
    }

    private Object component(Object value, int i) {
      try {
        return accessors.get(i).invoke(value);
      } catch (Throwable e) {
        throw new IllegalStateException(
            "a component of " + value.getClass() + " cannot be read", e);
      }
    }

    @Override
    public Object read(ByteBuffer in) {
      Object[] components = new Object[forms.size()];
      for (int i = 0; i < components.length; i++) components[i] = forms.get(i).read(in);
      Object value;
      try {
        value = constructor.invoke(components);
      } catch (RuntimeException e) {
        throw new MalformedException("the record refuses its components: " + e.getMessage());
      } catch (Throwable e) {
        throw new IllegalStateException("a constructor failed", e);
      }
      // A constructor that tidies up would give two forms to one value.
      for (int i = 0; i < components.length; i++) {
        if (!components[i].equals(component(value, i)))
          throw new MalformedException("the record keeps another value than it was given");
      }
      return value;
    }
  }
}
