using Lockstep.Files;
using Lockstep.Native;
using Lockstep.Native.Processes;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Deploying;

/// <summary>What the login on this machine may do as root.</summary>
internal static class LoginRights
{
    /// <summary>Whether it is root.</summary>
    public static bool IsRoot => EffectiveUser.Id == 0;

    /// <summary>Whether it finds a sudo; whether that lets it do anything is not known before it is run.</summary>
    public static bool HasSudo => ProgramPath.Find("sudo"u8) is not null;

    /// <summary>Says why a deploy command may not be started; null when it may.</summary>
    /// <param name="target">The target. Nothing is put in place there meanwhile.</param>
    /// <param name="check">What the client asks for.</param>
    public static string? FindRefusal(Target target, DeployCheck check)
    {
        bool hasRootsRights = IsRoot || check.Sudo == SudoUse.Always || (check.Sudo == SudoUse.WhereThere && HasSudo);
        ReadOnlySpan<byte> script = check.Script switch
        {
            DeployScript.Python => "deploy.py"u8,
            DeployScript.Shell => "deploy.sh"u8,
            _ => default,
        };
        return DeployGuard.FindRefusal(target, script, check.Proof, check.Script == DeployScript.Python, hasRootsRights);
    }
}
