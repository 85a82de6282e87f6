using Lockstep.Sessions;
using Lockstep.Tree;

namespace Lockstep.Cli.Texts;

/// <summary>Where a target is, for people.</summary>
internal static class PlaceText
{
    /// <summary>Host and root: <c>~/projects/shop on box</c>.</summary>
    public static string Of(PushTarget target)
    {
        string root = DisplayText.Of(target.Root.Span);
        return target.Ssh is not { } ssh ? root : $"{(root.StartsWith('/') ? root : $"~/{root}")} on {DisplayText.Of(ssh.Place)}";
    }

    /// <summary>The ssh command without what it runs there; null for a target of this machine.</summary>
    public static string? SshOf(PushTarget target)
    {
        if (target.Ssh is not { } ssh)
        {
            return null;
        }

        if (ssh is { IsHere: true, Pipe: { } pipe })
        {
            return DisplayText.Of(pipe);
        }

        string identity = ssh.Identity is { } key ? $" -i {ShellWord.Quote(key)}" : "";
        string port = ssh.Port is { } number ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" -p {number}") : "";
        return DisplayText.Of($"{ssh.Command}{identity}{port} {(ssh.User is { } user ? $"{user}@" : "")}{ssh.Host}{(ssh.Pipe is { } there ? $" {there}" : "")}");
    }
}
