package org.rahdari.iso20022;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One element of a parsed message. Built by {@link XmlParser}, and only read afterwards. */
final class Element {
  private static final int NAME_SHOWN_MAX = 60;

  final String name;
  final String namespace;
  final Map<String, String> attributes = new LinkedHashMap<>();
  final List<Element> children = new ArrayList<>();
  private final StringBuilder characters = new StringBuilder();
  private @Nullable Element parent;

  Element(String name, String namespace, @Nullable Element parent) {
    this.name = name;
    this.namespace = namespace;
    this.parent = parent;
    if (parent != null) parent.children.add(this);
  }

  void append(String text) {
    characters.append(text);
  }

  /** The element's own characters, without those of its children. */
  String text() {
    return characters.toString();
  }

  @Nullable Element parent() {
    return parent;
  }

  /** Leaves the wrapper, so that paths begin here. */
  void becomeRoot() {
    parent = null;
  }

  @Nullable Element at(String path) {
    Element element = this;
    for (String step : path.split("/")) {
      element = element.child(step);
      if (element == null) return null;
    }
    return element;
  }

  /** For what validation has shown to be there. */
  Element get(String path) {
    Element element = at(path);
    if (element == null) throw new IllegalStateException("validated, and yet without " + path);
    return element;
  }

  boolean has(String path) {
    return at(path) != null;
  }

  @Nullable Element child(String childName) {
    for (Element child : children) if (child.name.equals(childName)) return child;
    return null;
  }

  List<Element> all(String childName) {
    return children.stream().filter(child -> child.name.equals(childName)).toList();
  }

  @Nullable String textAt(String path) {
    Element element = at(path);
    return element == null ? null : element.text();
  }

  String path() {
    if (parent == null) return "/" + shown(name);
    long before =
        parent.children.stream().takeWhile(e -> e != this).filter(e -> e.name.equals(name)).count();
    return parent.path() + "/" + shown(name) + (before == 0 ? "" : "[" + (before + 1) + "]");
  }

  String path(String below) {
    return path() + "/" + below;
  }

  private static String shown(String name) {
    return name.length() <= NAME_SHOWN_MAX ? name : name.substring(0, NAME_SHOWN_MAX) + "…";
  }
}
