"""When it happened: the date bound to the trigger, else one that its sentence or passage lends.

own       the date in the trigger's own clause
sentence  a date of the sentence that reaches the trigger without standing in its clause
find      both, then what earlier sentences lend
"""
