package org.rahdari.licensing;

/**
 * What a decision on an application still waits for.
 *
 * @param questions that the applicant has not answered
 * @param opinions that other authorities have not given, and still have time for
 * @param assessments of key individuals that are not done
 * @param unfit key individuals who were found not to be fit and proper
 */
public record Progress(int questions, int opinions, int assessments, int unfit) {
  Progress asked(int more) {
    return new Progress(questions + more, opinions, assessments, unfit);
  }

  Progress consulted(int more) {
    return new Progress(questions, opinions + more, assessments, unfit);
  }

  /** One was assessed, perhaps anew. */
  Progress assessed(Fitness before, Fitness after) {
    int left = assessments - (before == Fitness.NOT_ASSESSED ? 1 : 0);
    int fewer = before == Fitness.NOT_FIT ? 1 : 0;
    int more = after == Fitness.NOT_FIT ? 1 : 0;
    return new Progress(questions, opinions, left, unfit - fewer + more);
  }
}
