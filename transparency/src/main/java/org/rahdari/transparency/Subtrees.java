package org.rahdari.transparency;

/**
 * Where the roots of complete, aligned subtrees come from: memory, tiles on disk, tiles fetched
 * from another institution.
 *
 * @param <X> what reading may throw; {@code RuntimeException} when nothing can fail
 */
@FunctionalInterface
public interface Subtrees<X extends Exception> {
  /**
   * The root over the leaves {@code [index << height, (index + 1) << height)}. Height 0 is a leaf's
   * hash.
   */
  Hash subtree(int height, long index) throws X;
}
