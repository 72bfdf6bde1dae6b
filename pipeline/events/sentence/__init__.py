"""The sentence as the event rules read it.

shapes        one letter per word: the alphabet in which phrases are found
units         names, dates and words; noun phrases; verb groups
contraction   tokens become units
mending       what tagger and parser get wrong in verb groups
view          all of it put together for one sentence
coordination  "A, B and C" with appositions, brackets and complements
frame         what stands around a trigger: complements, dates, brackets
subject       who or what a verb is said of
context       all that rules and guards may ask about a sentence
"""
