namespace Lockstep.Filters;

/// <summary>What a rule wants for the entries it matches.</summary>
internal enum RuleOpinion
{
    /// <summary>Not sent, and nothing below it.</summary>
    Exclude,

    /// <summary>Sent with everything below it, and reached even below an ignored directory.</summary>
    Include,

    /// <summary>
    /// A negated exclude: this entry is sent, but what is below it is asked for itself and nothing ignored is searched for it.
    /// </summary>
    Spare,
}
