using System.Collections.Immutable;

namespace Lockstep.Rsync.Options;

/// <summary>One clause of <c>--chmod</c>.</summary>
/// <param name="Keep">The bits that stay of the mode.</param>
/// <param name="Set">The bits that are set.</param>
/// <param name="SetExecutable">The bits of <c>X</c>, set for directories and where some execute bit stands
/// already.</param>
/// <param name="OnlyDirectories"><c>D</c>.</param>
/// <param name="OnlyFiles"><c>F</c>.</param>
/// <param name="ObeysMask">Whether no class was named, so that the process's umask limits what changes.</param>
public sealed record ChmodRule(int Keep, int Set, int SetExecutable, bool OnlyDirectories, bool OnlyFiles, bool ObeysMask)
{
    /// <summary>
    /// The class whose bits are copied, as in <c>g=u</c>: 6 for the owner, 3 for the group, 0 for others; null for
    /// none.
    /// </summary>
    public int? CopiedShift { get; private init; }

    /// <summary>Whether bits are taken away.</summary>
    public bool TakesAway { get; private init; }

    /// <summary>The classes that are changed.</summary>
    public int Classes { get; private init; }

    private const int AllBits = 0xFFF;
    private const int Executable = 0x49;

    /// <summary>Reads the clauses. Throws <see cref="RsyncException"/> where one is wrong.</summary>
    public static ImmutableArray<ChmodRule> Parse(string text) =>
        [.. text.Split(',').Select(clause => ParseClause(clause)
            ?? throw new RsyncException(RsyncExit.Usage, $"rsync: Invalid argument passed to --chmod ({text})"))];

    /// <summary>Returns a mode after clauses. <c>X</c> asks for the mode before all of them.</summary>
    public static int Apply(ImmutableArray<ChmodRule> rules, int mode, bool isDirectory, int umask)
    {
        bool isExecutable = isDirectory || (mode & Executable) != 0;
        foreach (ChmodRule rule in rules)
        {
            if (isDirectory ? !rule.OnlyFiles : !rule.OnlyDirectories)
            {
                mode = rule.Apply(mode, isExecutable, umask);
            }
        }

        return mode;
    }

    private int Apply(int mode, bool isExecutable, int umask)
    {
        int set = Set | (isExecutable ? SetExecutable : 0);
        int keep = Keep;
        if (CopiedShift is { } shift)
        {
            int copied = Classes & (((mode >> shift) & 7) * 0x49);
            (set, keep) = TakesAway ? (0, AllBits & ~copied) : (copied, Keep);
        }

        keep |= ObeysMask && TakesAway ? umask : 0;
        return (mode & ~AllBits) | (mode & keep & AllBits) | (ObeysMask ? set & ~umask : set);
    }

    private static ChmodRule? ParseClause(string clause)
    {
        int at = 0;
        bool directories = false;
        bool files = false;
        for (; at < clause.Length && clause[at] is 'D' or 'F'; at++)
        {
            directories |= clause[at] == 'D';
            files |= clause[at] == 'F';
        }

        // A clause for both is one for everything.
        (directories, files) = (directories && !files, files && !directories);
        if (at < clause.Length && clause[at] is >= '0' and <= '7')
        {
            return ParseOctal(clause.AsSpan(at)) is { } mode ? new ChmodRule(0, mode, 0, directories, files, ObeysMask: false) : null;
        }

        int who = 0;
        for (; at < clause.Length && ClassOf(clause[at]) is var bits and > 0; at++)
        {
            who |= bits;
        }

        if (at >= clause.Length || clause[at] is not ('+' or '-' or '='))
        {
            return null;
        }

        char operation = clause[at];
        string rest = clause[(at + 1)..];
        int classes = who == 0 ? 0x1FF : who;
        if (rest is "u" or "g" or "o")
        {
            int keep = operation == '=' ? AllBits & ~(classes | SpecialOf(classes)) : AllBits;
            int shift = rest switch { "u" => 6, "g" => 3, _ => 0 };
            return new ChmodRule(keep, 0, 0, directories, files, who == 0) { CopiedShift = shift, TakesAway = operation == '-', Classes = classes };
        }

        return ParsePermissions(rest, classes) is not { } what ? null : operation switch
        {
            '+' => new ChmodRule(AllBits, what.Bits, what.Executable, directories, files, who == 0),
            '-' => new ChmodRule(AllBits & ~(what.Bits | what.Executable), 0, 0, directories, files, who == 0) { TakesAway = true },
            _ => new ChmodRule(AllBits & ~classes, what.Bits, what.Executable, directories, files, who == 0),
        };
    }

    private static int? ParseOctal(ReadOnlySpan<char> digits)
    {
        int mode = 0;
        foreach (char digit in digits)
        {
            mode = digit is >= '0' and <= '7' && mode <= AllBits ? (mode * 8) + digit - '0' : AllBits + 1;
        }

        return mode <= AllBits ? mode : null;
    }

    private static (int Bits, int Executable)? ParsePermissions(ReadOnlySpan<char> letters, int who)
    {
        int bits = 0;
        int executable = 0;
        foreach (char letter in letters)
        {
            switch (letter)
            {
                case 'r': bits |= who & 0x124; break;
                case 'w': bits |= who & 0x92; break;
                case 'x': bits |= who & Executable; break;
                case 'X': executable |= who & Executable; break;
                case 's': bits |= SpecialOf(who) & 0xC00; break;
                case 't': bits |= 0x200; break;
                default: return null;
            }
        }

        return (bits, executable);
    }

    private static int ClassOf(char letter) => letter switch { 'u' => 0x1C0, 'g' => 0x38, 'o' => 0x7, 'a' => 0x1FF, _ => 0 };

    /// <summary>The set-id bits of classes, and the sticky bit, which belongs to all of them.</summary>
    private static int SpecialOf(int who) => ((who & 0x1C0) != 0 ? 0x800 : 0) | ((who & 0x38) != 0 ? 0x400 : 0) | ((who & 0x7) != 0 ? 0x200 : 0);
}
