using System.Text.RegularExpressions;

namespace Lockstep.Tests.Wire;

/// <summary>What became of a message, in a form that tells different refusals apart but not different values.</summary>
internal static partial class Outcome
{
    public static string Of(string name, ReadOnlySpan<byte> message)
    {
        try
        {
            SampleMessages.Decode(name, message);
            return "read";
        }
        catch (ProtocolException exception)
        {
            return Number().Replace(Quoted().Replace(exception.Message, "'...'"), "N");
        }
    }

    [GeneratedRegex("'.*'", RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex("0x[0-9a-f]+|-?[0-9]+")]
    private static partial Regex Number();
}
