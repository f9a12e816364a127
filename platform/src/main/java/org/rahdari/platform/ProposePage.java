package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.security.Principal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Bytes;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Catalogue;
import org.rahdari.program.FourEyes;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Forms in which a person proposes any instruction: a field for each component of its record. */
@Console
@Access(Right.PROPOSE)
public final class ProposePage {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Pages pages;
  private final Approvals approvals;
  private final InstructionJson json;
  private final Catalogue catalogue;
  private final Ids ids;
  private final InstantSource clock;

  public ProposePage(
      Pages pages,
      Approvals approvals,
      InstructionJson json,
      Catalogue catalogue,
      Ids ids,
      InstantSource clock) {
    this.pages = pages;
    this.approvals = approvals;
    this.json = json;
    this.catalogue = catalogue;
    this.ids = ids;
    this.clock = clock;
  }

  /** What can be proposed, by program. */
  public record Choices(Map<String, List<Choice>> programs) {}

  /** An instruction. */
  public record Choice(String href, String what) {}

  /** How a field is filled in. */
  public enum Kind {
    TEXT,
    NUMBER,
    FLAG,
    CHOICE,
    JSON
  }

  /**
   * A field.
   *
   * @param options of a choice
   */
  public record Field(String name, String label, Kind kind, String value, List<String> options) {}

  /**
   * A form.
   *
   * @param problem why what was sent cannot be proposed, or null
   */
  public record Form(String action, String what, List<Field> fields, @Nullable String problem) {}

  @GetMapping("/approvals/new")
  public ResponseEntity<String> choices(HttpServletRequest request) {
    Map<String, List<Choice>> programs = new TreeMap<>();
    for (Catalogue.Instructable each : catalogue.instructables()) {
      if (!json.proposes(each.program())) continue;
      programs
          .computeIfAbsent(each.program(), program -> new ArrayList<>())
          .add(
              new Choice(
                  path(each.program(), each.type().getSimpleName()),
                  InstructionJson.words(each.type().getSimpleName())));
    }
    return page(request, HttpStatus.OK, "choices.jte", new Choices(programs));
  }

  private ResponseEntity<String> page(
      HttpServletRequest request, HttpStatus status, String template, Object model) {
    String title = pages.text(request).of("propose.title");
    return pages.page(request, status, ApprovalsPage.SECTION.path(), title, template, model);
  }

  private static String path(String program, String instruction) {
    return "/approvals/new/" + program + "/" + instruction;
  }

  /** The form; the query may fill some of it in. */
  @GetMapping("/approvals/new/{program}/{instruction}")
  public ResponseEntity<String> form(
      HttpServletRequest request,
      Principal principal,
      @PathVariable String program,
      @PathVariable String instruction) {
    Class<? extends Record> type = type(program, instruction);
    Optional<Person> person = People.of(principal);
    List<Field> fields =
        components(type).map(each -> field(each, given(request, each, person))).toList();
    return page(request, HttpStatus.OK, "propose.jte", form(program, instruction, fields, null));
  }

  private static Form form(
      String program, String instruction, List<Field> fields, @Nullable String problem) {
    return new Form(
        path(program, instruction),
        InstructionJson.words(instruction) + " (" + program + ")",
        fields,
        problem);
  }

  private Class<? extends Record> type(String program, String instruction) {
    return catalogue
        .instruction(program, instruction)
        .filter(type -> json.proposes(program))
        .orElseThrow(
            () ->
                new Problem(
                    HttpStatus.NOT_FOUND,
                    "instruction-unknown",
                    "No program " + program + " has the instruction " + instruction + "."));
  }

  private static Stream<RecordComponent> components(Class<? extends Record> type) {
    return Stream.of(type.getRecordComponents()).filter(each -> each.getType() != FourEyes.class);
  }

  /** What a field holds before anybody has typed: what the link says, or what suits mostly. */
  private String given(
      HttpServletRequest request, RecordComponent component, Optional<Person> person) {
    String asked = request.getParameter(component.getName());
    if (asked != null) return asked;
    boolean id = component.getType() == Id.class;
    if (id && component.getName().equals("id")) return ids.next().toString();
    if (id && component.getName().equals("officer"))
      return person.map(each -> each.pseudonym().toString()).orElse("");
    if (component.getName().equals("datedMillis")) return String.valueOf(clock.millis());
    return skeleton(component.getGenericType());
  }

  /** What a component looks like that has components or elements of its own. */
  private static String skeleton(java.lang.reflect.Type type) {
    JsonNode empty = empty(type);
    return empty.isContainer() ? empty.toPrettyString() : "";
  }

  private static JsonNode empty(java.lang.reflect.Type type) {
    if (type instanceof ParameterizedType) return JSON.createArrayNode();
    if (!(type instanceof Class<?> c) || !nested(c)) return JSON.getNodeFactory().stringNode("");
    ObjectNode node = JSON.createObjectNode();
    for (RecordComponent each : c.getRecordComponents())
      node.set(each.getName(), empty(each.getGenericType()));
    return node;
  }

  private static boolean nested(Class<?> type) {
    return type.isRecord() && type != Id.class && type != Hash32.class && type != Bytes.class;
  }

  private static Field field(RecordComponent component, String value) {
    Class<?> type = component.getType();
    List<String> options =
        type.isEnum()
            ? Stream.of(type.getEnumConstants()).map(each -> ((Enum<?>) each).name()).toList()
            : List.of();
    return new Field(
        component.getName(),
        InstructionJson.words(component.getName()),
        kind(type),
        value,
        options);
  }

  private static Kind kind(Class<?> type) {
    if (type == long.class || type == int.class) return Kind.NUMBER;
    if (type == boolean.class) return Kind.FLAG;
    if (type.isEnum()) return Kind.CHOICE;
    return type == List.class || nested(type) ? Kind.JSON : Kind.TEXT;
  }

  @PostMapping("/approvals/new/{program}/{instruction}")
  public ResponseEntity<String> propose(
      HttpServletRequest request,
      Principal principal,
      @PathVariable String program,
      @PathVariable String instruction) {
    Class<? extends Record> type = type(program, instruction);
    Person person =
        People.of(principal)
            .orElseThrow(
                () ->
                    new Problem(
                        HttpStatus.FORBIDDEN, "token-of-no-person", "A person has to propose it."));
    try {
      Record read = json.read(program, instruction, body(request, type));
      Id id = approvals.propose(person, program, read);
      return ResponseEntity.status(HttpStatus.SEE_OTHER)
          .header(HttpHeaders.LOCATION, "/approvals/" + id)
          .build();
    } catch (Problem problem) {
      // Whatever was typed is shown again.
      List<Field> fields =
          components(type).map(each -> field(each, typed(request, each.getName()))).toList();
      return page(
          request,
          HttpStatus.UNPROCESSABLE_CONTENT,
          "propose.jte",
          form(program, instruction, fields, problem.getBody().getDetail()));
    }
  }

  private static String typed(HttpServletRequest request, String name) {
    String value = request.getParameter(name);
    return value == null ? "" : value.strip();
  }

  private static ObjectNode body(HttpServletRequest request, Class<? extends Record> type) {
    ObjectNode body = JSON.createObjectNode();
    components(type)
        .forEach(
            each -> {
              String value = typed(request, each.getName());
              switch (kind(each.getType())) {
                case FLAG -> body.put(each.getName(), value.equals("true"));
                case JSON -> body.set(each.getName(), tree(each.getName(), value));
                case NUMBER -> number(body, each, value);
                case TEXT, CHOICE -> body.put(each.getName(), value);
              }
            });
    return body;
  }

  /** What is no number stays text, and is refused by name. */
  private static void number(ObjectNode body, RecordComponent component, String value) {
    boolean small = component.getType() == int.class && value.matches("-?[0-9]{1,9}");
    if (small) body.put(component.getName(), Integer.parseInt(value));
    else body.put(component.getName(), value);
  }

  private static JsonNode tree(String name, String value) {
    try {
      return JSON.readTree(value);
    } catch (JacksonException e) {
      throw new Problem(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "field-not-allowed",
          "The field /body/" + name + ": it is not well-formed JSON.");
    }
  }
}
